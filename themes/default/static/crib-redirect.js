// Sends readers on to where a page lies now, to the same part of it.
location.replace(document.currentScript.dataset.to + location.search + location.hash);
