// Shows the theme that the reader chose before the page is drawn for the first time.
try {
  if (/^(dark|light)$/.test(localStorage.getItem("crib-theme"))) document.documentElement.dataset.theme = localStorage.getItem("crib-theme");
} catch (e) { /* Storage may be refused: then the system's theme stays. */ }
