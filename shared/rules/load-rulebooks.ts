import fujianBook from "./rulebooks/fujian/book.json" with { type: "json" };
import fujianDeadlines from "./rulebooks/fujian/deadlines.json" with { type: "json" };
import jilinBook from "./rulebooks/jilin/book.json" with { type: "json" };
import jilinDeadlines from "./rulebooks/jilin/deadlines.json" with { type: "json" };
import liaoningBook from "./rulebooks/liaoning/book.json" with { type: "json" };
import liaoningDeadlines from "./rulebooks/liaoning/deadlines.json" with { type: "json" };
import shenzhenBook from "./rulebooks/shenzhen/book.json" with { type: "json" };
import shenzhenDeadlines from "./rulebooks/shenzhen/deadlines.json" with { type: "json" };
import xiamenBook from "./rulebooks/xiamen/book.json" with { type: "json" };
import xiamenDeadlines from "./rulebooks/xiamen/deadlines.json" with { type: "json" };
import { CHECK_ROWS } from "./rulebooks/check-rows.ts";
import { Rulebook } from "./rulebook.ts";

const PARTS = [
  { book: xiamenBook, deadlines: xiamenDeadlines, checks: CHECK_ROWS.xiamen },
  { book: fujianBook, deadlines: fujianDeadlines, checks: CHECK_ROWS.fujian },
  { book: shenzhenBook, deadlines: shenzhenDeadlines, checks: CHECK_ROWS.shenzhen },
  { book: jilinBook, deadlines: jilinDeadlines, checks: CHECK_ROWS.jilin },
  { book: liaoningBook, deadlines: liaoningDeadlines, checks: CHECK_ROWS.liaoning },
];

/** Every rulebook that comes with this release, checked against its schema when loaded: a wrong row stops the start, it never fails to fire. */
export const RULEBOOKS: readonly Rulebook[] = PARTS.map(({ book, deadlines, checks }) => Rulebook.parse({ ...book, deadlines, checks }));
