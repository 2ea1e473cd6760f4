/**
 * Defines elements so that they are still known once the page has come up.
 *
 * While it boots, Home Assistant's frontend puts another registry in place of
 * `window.customElements`, and forgets what was defined before. So each element is
 * defined at once, again after the app itself is defined, which is after the swap,
 * and a few times more for devices so slow that the swap comes late.
 */
const elements = new Map<string, CustomElementConstructor>();
const first = window.customElements;

const POLL_EVERY = 250;
const POLL_FOR = 30_000;

function define(): void {
  for (const [name, element] of elements) {
    if (!window.customElements.get(name)) window.customElements.define(name, element);
  }
}

/** To be put before a class: the element's name, defined by `defineAll`. */
export const element =
  (name: string) =>
  <Class extends CustomElementConstructor>(target: Class): Class => {
    elements.set(name, target);
    return target;
  };

/** Defines all elements seen so far, now and after the registry was replaced. */
export function defineAll(): void {
  define();
  void first.whenDefined("home-assistant").then(define);
  let left = POLL_FOR / POLL_EVERY;
  const timer = setInterval(() => {
    define();
    if (--left <= 0) clearInterval(timer);
  }, POLL_EVERY);
}
