/** An ordinary event; one with more is a mistake. */
const MAX_CHARACTERS = 64 * 1024;
/** Lists of people: a plan of 20,000 candidates, a workforce register, the pool of a draw. */
const MAX_LIST_CHARACTERS = 4 * 1024 * 1024;
const LISTS: ReadonlySet<unknown> = new Set(["plan.received", "plan.amended", "batch.announced", "org.workforce.reported", "result.compiled", "draw.made", "candidate.shared_pay"]);

/** At most this many characters in an event of this type, whatever `type` is. */
export function maxCharactersOf(type: unknown): number {
  return LISTS.has(type) ? MAX_LIST_CHARACTERS : MAX_CHARACTERS;
}
