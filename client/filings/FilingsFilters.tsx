import { Checkbox, Input, Segmented, Select } from "antd";
import { RuleLibrary } from "../../shared/protocol/filings/rule-library.ts";
import { OBLIGATION_SEVERITIES, OBLIGATION_STATES, RULE_MODES } from "../../shared/rules/decision.ts";
import { useLocale } from "../i18n/language.ts";
import { OBLIGATION_SORTS } from "../../shared/protocol/filings/obligations.ts";
import { useFetched } from "../desk/fetching/use-fetched.ts";
import { SearchBox } from "../desk/parts/SearchBox.tsx";
import { useQuery } from "../desk/shell/address.ts";
import { useDeskWords } from "../desk/words/desk-words.ts";
import { CLEARABLE, DUTY_LISTS, dutyOf, hasFilters, listOf } from "./filings-query.ts";

/** Every filter is a word of the address, so that a view can be pasted to a colleague. */
export function FilingsFilters() {
  const w = useDeskWords();
  const [words, change] = useQuery();
  const f = w.filings.filters;
  return (
    <div className="filters">
      <SearchBox label={w.filings.search} />
      <Segmented aria-label={w.filings.duty} value={dutyOf(words)} options={DUTY_LISTS.map((each) => ({ value: each, label: w.filings.duties[each] }))} onChange={(next) => change({ duty: next, sel: null })} />
      <Several name="state" label={f.state} options={OBLIGATION_STATES.map((value) => ({ value, label: w.decisions.states[value] }))} />
      <Several name="ruleId" label={f.rule} options={useRuleOptions()} />
      <Several name="severity" label={f.severity} options={OBLIGATION_SEVERITIES.map((value) => ({ value, label: w.decisions.severities[value] }))} />
      <Several name="mode" label={f.mode} options={RULE_MODES.map((value) => ({ value, label: w.decisions.modes[value] }))} />
      <Several name="owedBy" label={f.owedBy} options={(["evaluator", "authority", "supervisor"] as const).map((value) => ({ value, label: w.decisions.owedBy[value] }))} />
      {(["dueFrom", "dueTo"] as const).map((name) => (
        <label key={name} className="date-filter">
          <span>{name === "dueFrom" ? f.from : f.to}</span>
          <Input type="date" value={words.get(name) ?? ""} onChange={(event) => change({ [name]: event.target.value, sel: null })} />
        </label>
      ))}
      <label className="date-filter">
        <span>{w.filings.sort}</span>
        <Select aria-label={w.filings.sort} value={words.get("sort") ?? "due"} options={OBLIGATION_SORTS.map((value) => ({ value, label: w.filings.sorts[value] }))} onChange={(value) => change({ sort: value === "due" ? null : value })} />
      </label>
      <Checkbox checked={!words.has("state") && words.get("open") !== "false"} disabled={words.has("state")} onChange={(event) => change({ open: event.target.checked ? null : "false" })}>
        {f.open}
      </Checkbox>
      {hasFilters(words) && (
        <button className="plain-button" type="button" onClick={() => change(Object.fromEntries([...CLEARABLE, "sel"].map((name) => [name, null])))}>
          {f.clear}
        </button>
      )}
    </div>
  );
}

function Several({ name, label, options }: { name: string; label: string; options: { value: string; label: string }[] }) {
  const [words, change] = useQuery();
  return (
    <Select
      mode="multiple"
      className="filter-several"
      aria-label={label}
      placeholder={label}
      maxTagCount="responsive"
      allowClear
      popupMatchSelectWidth={false}
      value={listOf(words, name)}
      options={options}
      optionFilterProp="label"
      onChange={(chosen) => change({ [name]: chosen.join(","), sel: null })}
    />
  );
}

function useRuleOptions(): { value: string; label: string }[] {
  const { language } = useLocale();
  const books = useFetched("/api/v1/rulebooks", RuleLibrary).value?.books ?? [];
  const rules = new Map(books.flatMap(({ rules }) => rules.filter(({ kind }) => kind === "deadline").map((rule) => [rule.id, rule.title[language]])));
  return [...rules].map(([value, title]) => ({ value, label: `${value} ${title}` }));
}
