import { Modal } from "antd";
import { useState, type KeyboardEvent } from "react";
import { useDeskWords } from "../words/desk-words.ts";
import { goTo } from "./address.ts";
import { DESK_PAGES } from "./desk-pages.ts";
import { useOrgNames } from "../fetching/org-names.ts";
import { isComposing } from "./use-shortcuts.ts";

interface Command {
  key: string;
  words: string;
  kind: string;
  path: string;
  apart: boolean;
}

const SHOWN = 12;

/** Ctrl/⌘ K: go to a page or to an evaluator by a part of its name or id. */
export function CommandPalette({ open, onClose }: { open: boolean; onClose: () => void }) {
  const w = useDeskWords();
  return (
    <Modal open={open} onCancel={onClose} footer={null} closable={false} destroyOnHidden title={<span className="visually-hidden">{w.shell.palette}</span>} width={560} className="palette">
      <PaletteList onClose={onClose} />
    </Modal>
  );
}

function PaletteList({ onClose }: { onClose: () => void }) {
  const w = useDeskWords();
  const [text, setText] = useState("");
  const [chosen, setChosen] = useState(0);
  const commands = useCommands(text);
  const at = Math.min(chosen, commands.length - 1);
  const follow = (command: Command | undefined): void => {
    if (command === undefined) return;
    onClose();
    if (command.apart) location.assign(command.path);
    else goTo(command.path);
  };
  const onKey = (event: KeyboardEvent): void => {
    if (isComposing(event.nativeEvent)) return;
    const step = event.code === "ArrowDown" ? 1 : event.code === "ArrowUp" ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      setChosen((at + step + commands.length) % Math.max(1, commands.length));
    }
    if (event.code === "Enter" || event.code === "NumpadEnter") follow(commands[at]);
  };
  return (
    <>
      <input
        className="palette-input"
        role="combobox"
        aria-expanded="true"
        aria-controls="palette-list"
        aria-activedescendant={commands[at] === undefined ? undefined : `palette-${at}`}
        aria-label={w.shell.palette}
        placeholder={w.shell.paletteHint}
        autoFocus
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setChosen(0);
        }}
        onKeyDown={onKey}
      />
      <ul className="palette-list" id="palette-list" role="listbox" aria-label={w.shell.palette}>
        {commands.map((command, index) => (
          <li key={command.key} id={`palette-${index}`} role="option" aria-selected={index === at} onClick={() => follow(command)} onKeyDown={onKey}>
            <span>{command.words}</span>
            <span className="quiet">{command.kind}</span>
          </li>
        ))}
      </ul>
      {commands.length === 0 && <p className="quiet">{w.shell.paletteNone}</p>}
    </>
  );
}

function useCommands(text: string): Command[] {
  const w = useDeskWords();
  const names = useOrgNames();
  const pages = DESK_PAGES.map((page): Command => ({ key: page.path, words: w.pages[page.name], kind: page.letter === null ? "" : `g ${page.letter.toLowerCase()}`, path: page.path, apart: page.apart === true }));
  const orgs = [...names].map(([id, name]): Command => ({ key: `org ${id}`, words: name, kind: id, path: `/evaluators/${encodeURIComponent(id)}`, apart: false }));
  const wanted = text.trim().toLowerCase();
  return [...pages, ...orgs].filter(({ words, kind, path }) => `${words} ${kind} ${path}`.toLowerCase().includes(wanted)).slice(0, SHOWN);
}
