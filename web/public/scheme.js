// Sets the colour scheme before the first paint, so that a dark page never flashes white. The key is the one of src/theme/scheme.ts.
(function () {
  var stored = null;
  try {
    stored = localStorage.getItem('drp-colour-scheme');
  } catch (e) {
    // Storage can be forbidden; the system's preference stands then.
  }
  var dark = stored === 'dark' || (stored !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
})();
