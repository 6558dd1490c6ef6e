import { useCallback, useEffect, useState } from "react";
import { z } from "zod";
import { Camera, CameraSaved, Evaluator, Room } from "../../shared/protocol/registry.ts";
import { SignInLinkAnswer } from "../../shared/protocol/sign-in.ts";
import { nameIn, useLocale } from "../i18n/language.ts";
import { fetchJson, sendJson, wordsOf } from "../server-api/fetch-json.ts";
import { RegistryForm, type RegistryEntry } from "./RegistryForm.tsx";

interface Listed {
  evaluators: Evaluator[];
  rooms: Room[];
  cameras: Camera[];
}

/** Evaluators, rooms and cameras: listed, added, and the links that go with them. */
export function Registry() {
  const { language, t } = useLocale();
  const [listed, setListed] = useState<Listed | null>(null);
  const [notice, setNotice] = useState<{ text: string; wrong: boolean } | null>(null);
  const reload = useCallback(async (): Promise<void> => {
    const [evaluators, rooms, cameras] = await Promise.all([
      fetchJson("/api/v1/evaluators", z.array(Evaluator)),
      fetchJson("/api/v1/rooms", z.array(Room)),
      fetchJson("/api/v1/cameras", z.array(Camera)),
    ]);
    for (const result of [evaluators, rooms, cameras]) {
      if (result.kind !== "success") setNotice({ text: t.home.failed(wordsOf(result, language)), wrong: true });
    }
    if (evaluators.kind === "success" && rooms.kind === "success" && cameras.kind === "success") {
      setListed({ evaluators: evaluators.value, rooms: rooms.value, cameras: cameras.value });
    }
  }, [language, t]);
  useEffect(() => {
    const stop = new AbortController();
    queueMicrotask(() => {
      if (!stop.signal.aborted) void reload();
    });
    return () => stop.abort();
  }, [reload]);

  const save = async (kind: "evaluators" | "rooms" | "cameras", { id, ...body }: RegistryEntry): Promise<void> => {
    const schema = kind === "cameras" ? CameraSaved : z.object({ id: z.string() });
    const result = await sendJson("PUT", `/api/v1/${kind}/${id}`, body, schema as z.ZodType<{ token?: string | null }>);
    if (result.kind !== "success") {
      setNotice({ text: wordsOf(result, language), wrong: true });
      return;
    }
    const { token } = result.value;
    const link = typeof token === "string" ? `${location.origin}/capture#camera=${id}&token=${token}` : null;
    setNotice({ text: link === null ? t.home.saved(id) : t.home.newToken(id, link), wrong: false });
    await reload();
  };
  const makeWallLink = async (): Promise<void> => {
    const result = await sendJson("POST", "/api/v1/sign-in-links", { kind: "wall-device", label: t.wall.title }, SignInLinkAnswer);
    setNotice(result.kind === "success" ? { text: t.home.wallLink(result.value.url), wrong: false } : { text: wordsOf(result, language), wrong: true });
  };
  return (
    <>
      <h2>{t.home.registry}</h2>
      <button className="desk-button quiet" type="button" onClick={() => void makeWallLink()}>
        {t.home.makeWallLink}
      </button>
      {notice !== null && (
        <p className={notice.wrong ? "desk-note wrong" : "desk-note"} role="status">
          {notice.text}
        </p>
      )}
      {listed !== null && <CameraTable listed={listed} />}
      {listed !== null && (
        <div className="desk-forms">
          <RegistryForm title={t.home.evaluators} onSave={(entry) => void save("evaluators", entry)} />
          <RegistryForm
            title={t.home.rooms}
            within={{ field: "evaluatorId", label: t.home.evaluators, options: listed.evaluators.map((each) => ({ id: each.id, name: nameIn(language, each) })) }}
            onSave={(entry) => void save("rooms", entry)}
          />
          <RegistryForm
            title={t.home.cameras}
            within={{ field: "roomId", label: t.home.rooms, options: listed.rooms.map((each) => ({ id: each.id, name: nameIn(language, each) })) }}
            onSave={(entry) => void save("cameras", entry)}
          />
        </div>
      )}
    </>
  );
}

function CameraTable({ listed }: { listed: Listed }) {
  const { language, t } = useLocale();
  if (listed.cameras.length === 0) return <p>{t.home.none}</p>;
  const rooms = new Map(listed.rooms.map((room) => [room.id, room]));
  const evaluators = new Map(listed.evaluators.map((evaluator) => [evaluator.id, evaluator]));
  const columns = [t.home.evaluators, t.home.rooms, t.home.cameras, t.capture.camera];
  return (
    <table className="desk-table">
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column} scope="col">
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {listed.cameras.map((camera) => {
          const room = rooms.get(camera.roomId);
          const evaluator = room === undefined ? undefined : evaluators.get(room.evaluatorId);
          return (
            <tr key={camera.id}>
              <td>{evaluator === undefined ? t.unknown : nameIn(language, evaluator)}</td>
              <td>{room === undefined ? t.unknown : nameIn(language, room)}</td>
              <td>{nameIn(language, camera)}</td>
              <td>{camera.id}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
