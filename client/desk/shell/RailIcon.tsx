import type { PageName } from "./desk-pages.ts";

/** Line drawings of 20 × 20; the word always stands with them on hover and focus. */
const PATHS: Readonly<Record<PageName, string>> = {
  home: "M3 9.5 10 3l7 6.5M5 8v9h10V8M8 17v-5h4v5",
  wall: "M2.5 4h15v10h-15zM7 17h6M10 14v3M10 4v10M2.5 9h15",
  filings: "M5 2.5h7l3.5 3.5v11.5H5zM12 2.5V6h3.5M7.5 10h5M7.5 13h5",
  evaluators: "M3 17.5V6l7-3.5L17 6v11.5zM7 17.5v-4h6v4M7 8h.01M10 8h.01M13 8h.01M7 10.8h.01M10 10.8h.01M13 10.8h.01",
  sessions: "M2.5 5h10v8h-10zM12.5 8l5-2.5v7l-5-2.5M4 16.5h7",
  findings: "M10 2.5 18 16.5H2zM10 7.5v4.5M10 14.3v.1",
  policy: "M4 3h9.5a2 2 0 0 1 2 2v12.5H6a2 2 0 0 1-2-2zM4 15.5a2 2 0 0 1 2-2h9.5M7 6.5h5.5M7 9.5h5.5",
  ruleHealth: "M2 10.5h3.5L8 5l3.5 10.5L14 10.5h4",
  trends: "M3 3v14h14M6 13l3-4 3 2 4.5-6",
  imports: "M10 2.5v9M6.5 8 10 11.5 13.5 8M3 13v4.5h14V13",
};

export function RailIcon({ name }: { name: PageName }) {
  return (
    <svg className="rail-icon" viewBox="0 0 20 20" width="20" height="20" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
