import { Input, Modal, Select } from "antd";
import { useState } from "react";
import type { FieldShape } from "../../../shared/events/description/field-shape.ts";
import { EVENT_CATALOG } from "../../../shared/events/event-catalog.ts";
import type { DecisionType } from "../../../shared/lives/decisions.ts";
import { LedgerReceipt } from "../../../shared/protocol/filings/findings.ts";
import { useLocale } from "../../i18n/language.ts";
import { sendJson, wordsOf } from "../../server-api/fetch-json.ts";
import { useDeskWords } from "../words/desk-words.ts";
import { choiceLabel, dataOf, fieldLabel, fieldsAsked, isOccupations, shownValue } from "./decision-fields.ts";

interface DecisionFormProps {
  type: DecisionType;
  /** What the page knows already. */
  prefill: Readonly<Record<string, unknown>>;
  onClose: () => void;
  /** @param entry the decision's number in the ledger */
  onEntered: (entry: number) => void;
}

/** One decision as its event's schema asks for it; it is entered in the ledger before the form closes. */
export function DecisionForm({ type, prefill, onClose, onEntered }: DecisionFormProps) {
  const { language } = useLocale();
  const w = useDeskWords();
  const fields = fieldsAsked(type);
  const [texts, setTexts] = useState<Readonly<Record<string, string>>>(() => Object.fromEntries(fields.map((field) => [field.name, shownValue(field, prefill[field.name])])));
  const [wrong, setWrong] = useState<string | null>(null);
  const [sending, setSending] = useState(false);
  const missing = fields.filter(({ name, required }) => required && (texts[name] ?? "").trim() === "");
  const enter = async (): Promise<void> => {
    setSending(true);
    const result = await sendJson("POST", "/api/v1/decisions", { type, data: dataOf(type, texts) }, LedgerReceipt);
    setSending(false);
    if (result.kind === "success") onEntered(result.value.entry);
    else setWrong(wordsOf(result, language));
  };
  return (
    <Modal open title={EVENT_CATALOG[type][language]} width={520} onCancel={onClose} onOk={() => void enter()} okText={w.links.decision.enter} cancelText={w.data.close} confirmLoading={sending} okButtonProps={{ disabled: missing.length > 0 }}>
      <div className="decision-fields">
        {fields.map((field) => (
          <label key={field.name}>
            <span>
              {fieldLabel(type, field.name, language)} {field.required && "*"}
              {isOccupations(field) && <span className="quiet"> {w.links.decision.occupations}</span>}
            </span>
            <FieldInput type={type} field={field} text={texts[field.name] ?? ""} onChange={(text) => setTexts({ ...texts, [field.name]: text })} />
          </label>
        ))}
      </div>
      <p className="quiet">{missing.length > 0 ? w.links.decision.missing(missing.map(({ name }) => fieldLabel(type, name, language)).join(", ")) : w.links.decision.note}</p>
      {wrong !== null && (
        <p className="note note-wrong" role="alert">
          {wrong}
        </p>
      )}
    </Modal>
  );
}

interface FieldInputProps {
  type: DecisionType;
  field: FieldShape;
  text: string;
  onChange: (text: string) => void;
}

const LONG_TEXT = new Set(["reason", "outcome", "what"]);

function FieldInput({ type, field, text, onChange }: FieldInputProps) {
  const { language } = useLocale();
  const w = useDeskWords();
  const name = fieldLabel(type, field.name, language);
  if (field.form === "choice" || field.form === "yes-no") {
    const choices = field.form === "choice" ? field.choices.map((value) => ({ value, label: choiceLabel(value, language) })) : [{ value: "true", label: w.data.yes }, { value: "false", label: w.data.no }];
    return <Select aria-label={name} allowClear={!field.required} value={text === "" ? null : text} options={choices} onChange={(chosen: string | undefined) => onChange(chosen ?? "")} />;
  }
  if (isOccupations(field) || LONG_TEXT.has(field.name)) return <Input.TextArea rows={3} maxLength={2000} value={text} onChange={(event) => onChange(event.target.value)} />;
  return <Input type={field.form === "day" ? "date" : "text"} value={text} onChange={(event) => onChange(event.target.value)} />;
}
