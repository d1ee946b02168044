// Runs before the first paint, so that a dark page never flashes light. A file of its own: the page's policy allows no inline script.
(function () {
  var chosen = null;
  try { chosen = localStorage.getItem('gatewright.theme'); } catch { /* storage is closed: follow the system */ }
  var dark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
})();
