"""Looks at the world as a visitor sees it: delegation, CAA, and the sites themselves."""
