import { Modal } from "antd";
import { useDeskWords } from "../words/desk-words.ts";
import { DESK_PAGES } from "./desk-pages.ts";

/** What `?` shows: every key of the desk. */
export function KeyHelp({ open, onClose }: { open: boolean; onClose: () => void }) {
  const w = useDeskWords();
  const rows = [
    ["Ctrl K", w.shell.palette],
    ["/", w.shell.search],
    ["?", w.shell.help],
    ...DESK_PAGES.flatMap(({ letter, name }) => (letter === null ? [] : [[`g ${letter.toLowerCase()}`, w.pages[name]]])),
  ];
  return (
    <Modal open={open} onCancel={onClose} footer={null} title={w.shell.help} width={420}>
      <dl className="key-list">
        {rows.map(([key, words]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
      <p className="quiet">{w.shell.keysNote}</p>
    </Modal>
  );
}
