import { useEffect, useState, type FormEvent } from "react";
import { SignInAnswer } from "../../shared/protocol/sign-in.ts";
import { useLocale } from "../i18n/language.ts";
import { sendJson, wordsOf } from "../server-api/fetch-json.ts";
import { DeskShell } from "./DeskShell.tsx";

/** Redeems a one-time link: `?token=` of the link, or typed in. The wall's device goes on to the wall. */
export function SignInPage() {
  const { language, t } = useLocale();
  const given = new URLSearchParams(location.search).get("token");
  const [failure, setFailure] = useState<string | null>(null);
  const [working, setWorking] = useState(given !== null);

  const signIn = async (token: string): Promise<void> => {
    const result = await sendJson("POST", "/api/v1/sign-in", { token }, SignInAnswer);
    if (result.kind === "success") {
      location.replace(result.value.principal?.kind === "wall-device" ? "/wall" : "/");
      return;
    }
    setWorking(false);
    setFailure(wordsOf(result, language));
  };
  useEffect(() => {
    if (given === null) return;
    // The token works once: it must not stay in the address bar or the history.
    history.replaceState(null, "", "/sign-in");
    void signIn(given);
    // A link is redeemed once for each load of the page, whatever is drawn again meanwhile.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);

  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const token = new FormData(event.currentTarget).get("token");
    setWorking(true);
    void signIn(typeof token === "string" ? token.trim() : "");
  };
  return (
    <DeskShell title={t.signIn.title}>
      <p>{t.signIn.hint}</p>
      <form className="desk-form" onSubmit={submit}>
        <label>
          {t.signIn.token}
          <input name="token" required autoComplete="off" spellCheck={false} />
        </label>
        <button className="desk-button" type="submit" disabled={working}>
          {working ? t.signIn.working : t.signIn.submit}
        </button>
      </form>
      {failure !== null && (
        <p className="desk-note wrong" role="alert">
          {t.signIn.failed(failure)}
        </p>
      )}
    </DeskShell>
  );
}
