import { afterEach, describe, expect, it, vi } from "vitest";

import { defineAll, element } from "../src/register";

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function registry(): CustomElementRegistry & { names: string[] } {
  const names: string[] = [];
  const known = new Map<string, CustomElementConstructor>();
  return {
    names,
    get: (name: string) => known.get(name),
    define: (name: string, element: CustomElementConstructor) => {
      if (known.has(name)) throw new Error(`${name} is defined already`);
      known.set(name, element);
      names.push(name);
    },
  } as unknown as CustomElementRegistry & { names: string[] };
}

describe("elements", () => {
  it("are defined again in a registry that takes the place of the first", async () => {
    vi.useFakeTimers();
    class Probe extends HTMLElement {}
    element("nas-burnin-probe")(Probe);
    defineAll();
    expect(customElements.get("nas-burnin-probe")).toBe(Probe);

    const first = window.customElements;
    const second = registry();
    vi.stubGlobal("customElements", second);
    Object.defineProperty(window, "customElements", { value: second, configurable: true });
    first.define("home-assistant", class extends HTMLElement {});
    await vi.advanceTimersByTimeAsync(0);
    expect(second.names).toContain("nas-burnin-probe");

    const third = registry();
    Object.defineProperty(window, "customElements", { value: third, configurable: true });
    await vi.advanceTimersByTimeAsync(30_000);
    expect(third.names.filter((name) => name === "nas-burnin-probe")).toHaveLength(1);
    Object.defineProperty(window, "customElements", { value: first, configurable: true });
    expect(vi.getTimerCount()).toBe(0);
  });
});
