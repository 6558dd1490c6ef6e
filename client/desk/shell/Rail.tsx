import { useDeskWords } from "../words/desk-words.ts";
import { useAddress } from "./address.ts";
import { DESK_PAGES, type PageName } from "./desk-pages.ts";
import { Link } from "./Link.tsx";
import { keepScope } from "./query-words.ts";
import { RailIcon } from "./RailIcon.tsx";

/** The left rail: signs only, the words beside them on hover and focus. */
export function Rail({ current }: { current: PageName | null }) {
  const w = useDeskWords();
  const { query } = useAddress();
  return (
    <nav className="rail" aria-label={w.shell.pages}>
      <a className="rail-home" href="/" aria-label={w.pages.home}>
        明
      </a>
      {DESK_PAGES.filter((page) => page.rail).map((page) => {
        const inside = (
          <>
            <RailIcon name={page.name} />
            <span className="rail-word">
              {w.pages[page.name]}
              {page.letter !== null && <kbd>g {page.letter.toLowerCase()}</kbd>}
            </span>
          </>
        );
        if (page.apart === true) {
          return (
            <a key={page.name} className="rail-link" href={page.path}>
              {inside}
            </a>
          );
        }
        return (
          <Link key={page.name} className="rail-link" to={keepScope(page.path, query)} current={current === page.name}>
            {inside}
          </Link>
        );
      })}
    </nav>
  );
}
