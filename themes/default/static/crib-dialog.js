// The dialog of the search.
