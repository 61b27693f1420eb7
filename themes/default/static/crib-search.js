// The engine of the search: no part of it looks at the page.
