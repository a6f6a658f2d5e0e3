"""The practice account: an embedded AWS that refuses, delays and answers as AWS does."""
