import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

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
});
