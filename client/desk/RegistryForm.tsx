import type { FormEvent } from "react";
import { useLocale } from "../i18n/language.ts";

export interface RegistryEntry {
  id: string;
  nameZh: string;
  nameEn: string;
  evaluatorId?: string;
  roomId?: string;
}

interface Within {
  field: "evaluatorId" | "roomId";
  label: string;
  options: readonly { id: string; name: string }[];
}

/** Adds or changes one thing by its id; the server checks, and its sentence is shown. */
export function RegistryForm({ title, within, onSave }: { title: string; within?: Within; onSave: (entry: RegistryEntry) => void }) {
  const { t } = useLocale();
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (field: string): string => {
      const value = form.get(field);
      return typeof value === "string" ? value.trim() : "";
    };
    const parent = within === undefined ? {} : { [within.field]: text(within.field) };
    onSave({ id: text("id"), nameZh: text("nameZh"), nameEn: text("nameEn"), ...parent });
    event.currentTarget.reset();
  };
  return (
    <form className="desk-form" onSubmit={submit}>
      <h3>{t.home.add(title)}</h3>
      {within !== undefined && (
        <label>
          {within.label}
          <select name={within.field} required>
            {within.options.map((option) => (
              <option key={option.id} value={option.id}>
                {option.name}
              </option>
            ))}
          </select>
        </label>
      )}
      <label>
        {t.home.id}
        <input name="id" required autoComplete="off" spellCheck={false} placeholder="xm-port-r1" />
      </label>
      <label>
        {t.home.nameZh}
        <input name="nameZh" required autoComplete="off" />
      </label>
      <label>
        {t.home.nameEn}
        <input name="nameEn" required autoComplete="off" />
      </label>
      <button className="desk-button" type="submit">
        {t.home.save}
      </button>
    </form>
  );
}
