"""Tests of the practice account, driven as AWS is: by boto3."""
