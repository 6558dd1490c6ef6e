import { Select } from "antd";
import { areaName } from "../../i18n/area-name.ts";
import { useLocale } from "../../i18n/language.ts";
import { useOrgs } from "../fetching/org-names.ts";
import { useDeskWords } from "../words/desk-words.ts";
import { useQuery } from "./address.ts";

/** Province, city or one evaluator: `?area=350200` or `?orgId=…` of whatever page is open. */
export function ScopePicker() {
  const { language } = useLocale();
  const w = useDeskWords();
  const orgs = useOrgs();
  const [query, change] = useQuery();
  const cities = [...new Set(orgs.flatMap(({ areaCode }) => (areaCode === null ? [] : [areaCode as string])))].toSorted();
  const areas = [...new Set(cities.flatMap((city) => [`${city.slice(0, 2)}0000`, city]))];
  const [orgId, area] = [query.get("orgId"), query.get("area")];
  const value = orgId !== null ? `orgId ${orgId}` : area !== null ? `area ${area}` : "";
  const options = [
    { value: "", label: w.shell.allScope },
    { label: w.shell.scopeAreas, options: areas.map((code) => ({ value: `area ${code}`, label: areaName(code, language) })) },
    { label: w.shell.scopeOrgs, options: orgs.map((org) => ({ value: `orgId ${org.id}`, label: org.name ?? org.id })) },
  ];
  return (
    <Select
      className="scope-picker"
      aria-label={w.shell.scope}
      value={value}
      options={options}
      showSearch={SEARCH_BY_LABEL}
      popupMatchSelectWidth={false}
      onChange={(chosen) => {
        const [kind, id = ""] = chosen.split(/ (.*)/s);
        change({ orgId: kind === "orgId" ? id : null, area: kind === "area" ? id : null });
      }}
    />
  );
}

const SEARCH_BY_LABEL = { optionFilterProp: "label" };
