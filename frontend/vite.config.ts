import { defineConfig } from "vitest/config";

const NOTICE = `/*! NAS Burn-In. With Lit, Copyright Google LLC (BSD-3-Clause), and icons of
Material Design Icons, Copyright Pictogrammers (Apache-2.0). */`;

// Templates are text to the minifier: without this their indentation would be shipped.
const flat = {
  name: "flat",
  enforce: "pre" as const,
  transform: (code: string, id: string) =>
    /\/src\/.*\.ts$/.test(id) ? { code: code.replace(/\n\s+/g, "\n"), map: null } : null,
};

// One file, the same bytes for the same sources: it is committed, and compared.
export default defineConfig({
  plugins: [flat],
  build: {
    target: "es2022",
    outDir: "../custom_components/nas_burnin/www",
    emptyOutDir: true,
    sourcemap: false,
    modulePreload: false,
    copyPublicDir: false,
    reportCompressedSize: false,
    rolldownOptions: {
      input: "src/main.ts",
      output: {
        format: "es",
        entryFileNames: "nas-burnin.js",
        codeSplitting: false,
        postBanner: NOTICE,
      },
    },
  },
  test: {
    environment: "happy-dom",
    include: ["test/**/*.test.ts"],
    // One process: starting a second costs more than it saves.
    maxWorkers: 1,
    isolate: false,
    // Nothing waits that long, but on a machine that is busy with something else.
    testTimeout: 30_000,
  },
});
