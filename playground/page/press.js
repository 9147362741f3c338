// A long press, for phones that know no context menu.

const LONG = 500;

/** Tells of presses on a node: what was pressed, and where. */
export function longPress(node, pressed) {
  let timer = null;
  let done = false;
  node.addEventListener(
    'touchstart',
    (event) => {
      done = false;
      if (event.touches.length > 1) return;
      const { target } = event;
      const { clientX: x, clientY: y } = event.touches[0];
      timer = setTimeout(() => {
        done = true;
        pressed(target, { x, y });
      }, LONG);
    },
    { passive: true },
  );
  for (const end of ['touchend', 'touchmove', 'touchcancel']) node.addEventListener(end, () => clearTimeout(timer), { passive: true });
  // The finger that leaves after a long press taps nothing.
  node.addEventListener(
    'click',
    (event) => {
      if (!done) return;
      done = false;
      event.preventDefault();
      event.stopPropagation();
    },
    true,
  );
}
