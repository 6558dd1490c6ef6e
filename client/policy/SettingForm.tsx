import { Input, Modal, Select } from "antd";
import { useState } from "react";
import { LedgerReceipt } from "../../shared/protocol/filings/findings.ts";
import type { LibraryBook } from "../../shared/protocol/filings/rule-library.ts";
import { useDeskWords } from "../desk/words/desk-words.ts";
import { useLocale } from "../i18n/language.ts";
import { sendJson, wordsOf } from "../server-api/fetch-json.ts";

interface SettingFormProps {
  name: string;
  book: LibraryBook;
  value: string | number | boolean;
  onClose: () => void;
  onEntered: (entry: number) => void;
}

/** Another value of a setting, with the reason and what it touches; the server checks the value and its sentence is shown. */
export function SettingForm({ name, book, value, onClose, onEntered }: SettingFormProps) {
  const { language } = useLocale();
  const w = useDeskWords();
  const c = w.policy.change;
  const [text, setText] = useState(String(value));
  const [reason, setReason] = useState("");
  const [wrong, setWrong] = useState<string | null>(null);
  const { choices, rules } = book.settingFacts[name] ?? { choices: [], rules: [] };
  const shown = typeof value === "boolean" ? ["true", "false"] : choices;
  const change = async (): Promise<void> => {
    const result = await sendJson("PUT", "/api/v1/rule-settings", { areaCode: book.areaCode, setting: name, value: typed(text, value), reason: reason.trim() }, LedgerReceipt);
    if (result.kind === "success") onEntered(result.value.entry);
    else setWrong(wordsOf(result, language));
  };
  return (
    <Modal open title={c.title(name)} onCancel={onClose} onOk={() => void change()} okText={c.confirm} cancelText={w.data.close} okButtonProps={{ disabled: reason.trim() === "" || text === String(value) }}>
      <div className="decision-fields">
        <label>
          <span>{c.value}</span>
          {shown.length > 0 ? <Select aria-label={c.value} value={text} options={shown.map((each) => ({ value: each, label: each }))} onChange={setText} /> : <Input value={text} onChange={(event) => setText(event.target.value)} />}
        </label>
        <label>
          <span>{c.reason}</span>
          <Input.TextArea rows={3} maxLength={2000} value={reason} onChange={(event) => setReason(event.target.value)} />
        </label>
      </div>
      <p>
        {c.readBy(rules.length)} {rules.join(" ")}
      </p>
      {wrong !== null && (
        <p className="note note-wrong" role="alert">
          {wrong}
        </p>
      )}
    </Modal>
  );
}

/** As the setting's own kind; text that is no number stays text, for the server to refuse in words. */
function typed(text: string, before: string | number | boolean): string | number | boolean {
  if (typeof before === "boolean") return text === "true";
  if (typeof before === "number" && text.trim() !== "" && Number.isFinite(Number(text))) return Number(text);
  return text;
}
