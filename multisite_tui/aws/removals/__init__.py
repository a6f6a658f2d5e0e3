"""Resources that remove what a setup created and restore what was there before, one file for each kind of AWS object.

They find objects by the setup's tags, because the answers may have changed or be lost. An object tagged `made` is
deleted; one tagged `adopted` stays and loses our tags.
"""
