import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

/** Where `npm start` listens; only `npm run dev` needs to know it. */
const SERVER = "http://127.0.0.1:8080";

export default defineConfig({
  root: "client",
  plugins: [react()],
  build: { outDir: "../dist/client", emptyOutDir: true, target: "es2023", modulePreload: { polyfill: false } },
  server: {
    proxy: {
      "/api": SERVER,
      "/readyz": SERVER,
      "/socket.io": { target: SERVER, ws: true },
    },
  },
  test: {
    root: import.meta.dirname,
    include: ["**/*.test.ts"],
    exclude: ["**/node_modules/**", ".node/**", ".cache/**", "data/**", "dist/**"],
    globalSetup: "test/vitest-postgres.ts",
    // Real encoders, browsers and databases share the machine's cores with the tests.
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
