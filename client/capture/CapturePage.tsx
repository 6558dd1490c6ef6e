import { useEffect, useRef, useState, useSyncExternalStore, type FormEvent } from "react";
import { systemClock } from "../../shared/time/system-clock.ts";
import { DeskShell } from "../desk/DeskShell.tsx";
import { useLocale } from "../i18n/language.ts";
import type { Messages } from "../i18n/zh.ts";
import { CaptureSession, type CaptureState, type CaptureView } from "./capture-session.ts";
import "./capture.css";

const RUNNING: ReadonlySet<CaptureState> = new Set<CaptureState>(["asking-camera", "connecting", "streaming", "resending", "offline", "waiting", "queue-full"]);
const WRONG: ReadonlySet<CaptureState> = new Set<CaptureState>(["offline", "waiting", "queue-full", "refused", "failed"]);

/** Streams this computer's camera. A link may carry `#camera=…&token=…`: a fragment is never sent to a server. */
export function CapturePage() {
  const { t } = useLocale();
  const [session] = useState(() => new CaptureSession(systemClock));
  const view = useSyncExternalStore(session.subscribe, () => session.view);
  const preview = useRef<HTMLVideoElement>(null);
  const given = new URLSearchParams(location.hash.slice(1));
  const running = RUNNING.has(view.state);
  useEffect(() => () => void session.stop(), [session]);

  const start = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const stream = await session.start(textOf(form, "camera"), textOf(form, "token"));
    if (preview.current !== null) preview.current.srcObject = stream;
  };
  return (
    <DeskShell title={t.capture.title}>
      <p>{t.capture.intro}</p>
      <form className="desk-form" onSubmit={(event) => void start(event)}>
        <label>
          {t.capture.camera}
          <input name="camera" required defaultValue={given.get("camera") ?? ""} disabled={running} autoComplete="off" spellCheck={false} />
        </label>
        <label>
          {t.capture.token}
          <input name="token" type="password" required defaultValue={given.get("token") ?? ""} disabled={running} autoComplete="off" />
        </label>
        <div className="capture-actions">
          <button className="desk-button" type="submit" disabled={running}>
            {t.capture.start}
          </button>
          <button className="desk-button quiet" type="button" disabled={!running} onClick={() => void session.stop()}>
            {t.capture.stop}
          </button>
        </div>
      </form>
      <p className={WRONG.has(view.state) ? "desk-note wrong" : "desk-note"} role="status" data-capture={view.state}>
        {wordsOf(view, t)}
      </p>
      <video className="capture-preview" ref={preview} autoPlay muted playsInline hidden={!running} />
      {running && <CaptureFigures view={view} t={t} />}
    </DeskShell>
  );
}

function textOf(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? value.trim() : "";
}

function wordsOf({ state, message, lack }: CaptureView, t: Messages): string {
  const word = t.capture.states[state];
  if (lack !== null) return `${word}: ${t.capture[lack]}`;
  return message === null ? word : `${word}: ${message}`;
}

function CaptureFigures({ view, t }: { view: CaptureView; t: Messages }) {
  const figures: [string, string][] = [
    [t.capture.size, view.size === null ? t.unknown : `${view.size.width} × ${view.size.height}`],
    [t.capture.sent, String(view.confirmed)],
    [t.capture.queued, String(view.queued)],
    [t.capture.dropped, String(view.dropped + view.skippedFrames)],
  ];
  return (
    <dl className="capture-figures">
      {figures.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
