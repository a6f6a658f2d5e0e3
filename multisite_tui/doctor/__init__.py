"""Why a site is not in service, most likely reason first: it looks at the account and at DNS, and changes nothing."""
