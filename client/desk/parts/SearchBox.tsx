import { Input } from "antd";
import { useEffect, useState } from "react";
import { systemClock } from "../../../shared/time/system-clock.ts";
import { useQuery } from "../shell/address.ts";

const SETTLE_MS = 300;

/** Free text that becomes `?q=` once the typing, or the input method's composing, has settled. `/` goes to it. */
export function SearchBox({ label }: { label: string }) {
  const [words, change] = useQuery();
  const asked = words.get("q") ?? "";
  const [text, setText] = useState(asked);
  const [composing, setComposing] = useState(false);
  const [known, setKnown] = useState(asked);
  // The address was changed by something else: filters cleared, a step back.
  if (asked !== known) {
    setKnown(asked);
    if (asked !== text.trim()) setText(asked);
  }
  useEffect(() => {
    if (composing || text.trim() === asked) return undefined;
    const stop = new AbortController();
    systemClock.sleep(SETTLE_MS, stop.signal).then(
      () => change({ q: text.trim(), sel: null }),
      () => undefined,
    );
    return () => stop.abort();
  }, [asked, change, composing, text]);
  return (
    <Input
      className="search-box"
      data-page-search=""
      aria-label={label}
      placeholder={label}
      allowClear
      value={text}
      onChange={(event) => setText(event.target.value)}
      onCompositionStart={() => setComposing(true)}
      onCompositionEnd={() => setComposing(false)}
    />
  );
}
