// Runs before the first paint, so that a chosen theme does not flash in the other one.
(() => {
  const root = document.documentElement;
  const known = ['light', 'dark'];
  let chosen = null;
  try {
    chosen = localStorage.getItem('theme');
  } catch {
    // Storage may be forbidden; then the system's theme holds.
  }
  if (known.includes(chosen)) root.dataset.theme = chosen;

  window.switchTheme = () => {
    const system = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
    const next = (root.dataset.theme ?? system) === 'dark' ? 'light' : 'dark';
    root.dataset.theme = next;
    try {
      localStorage.setItem('theme', next);
    } catch {
      // It holds until the page is left.
    }
  };
})();
