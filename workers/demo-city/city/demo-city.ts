import { CameraId, EvaluatorId, RoomId } from "../../../shared/domain/ids.ts";
import type { RoomKind } from "../drawing/room-plan.ts";

/** A name as people see it. */
export interface Name {
  zh: string;
  en: string;
}

export interface DemoRoom {
  id: RoomId;
  name: Name;
  kind: RoomKind;
  /** The sitting that runs in it all day. */
  sitting: Name;
  cameras: DemoCamera[];
}

/** How footage leaves a camera: pulled from it over RTSP, or pushed by it to a listener of the capture worker. */
export interface CameraFeed {
  kind: "rtsp" | "rtmp" | "srt";
  /** A second, smaller stream for the tiles of the wall (RTSP only). */
  sub: boolean;
  sound: boolean;
}

export interface DemoCamera {
  id: CameraId;
  name: Name;
  mounting: "front" | "rear";
  /** Number in the frame code. */
  source: number;
  feed: CameraFeed;
}

export interface DemoEvaluator {
  id: EvaluatorId;
  name: Name;
  /** The line between this site and the centre fails now and then, so that a newcomer sees a gap appear and heal. */
  shakyLine: boolean;
  rooms: DemoRoom[];
}

/** Invented names: one evaluator of each kind (an enterprise, a school, a training organisation). */
const PLAN = [
  {
    id: "hailan-port",
    name: { zh: "海岚港口机械有限公司", en: "Hailan Port Machinery" },
    shakyLine: false,
    rooms: [
      { id: "hailan-workshop", kind: "workshop", name: { zh: "电气安装实训间", en: "Electrical workshop" }, sitting: { zh: "电工（三级）技能考核", en: "Electrician, level 3, practical" } },
      { id: "hailan-theory", kind: "written", name: { zh: "培训楼 201", en: "Training block 201" }, sitting: { zh: "起重装卸机械操作工（四级）理论知识考试", en: "Crane operator, level 4, theory" } },
    ],
  },
  {
    id: "luling-college",
    name: { zh: "鹭岭技师学院", en: "Luling Technician College" },
    shakyLine: false,
    rooms: [
      { id: "luling-lab302", kind: "computer", name: { zh: "机房 302", en: "Computer room 302" }, sitting: { zh: "计算机程序设计员（三级）技能考核", en: "Programmer, level 3, practical" } },
      { id: "luling-bench", kind: "workshop", name: { zh: "钳工实训车间", en: "Bench work shop" }, sitting: { zh: "钳工（四级）技能考核", en: "Bench fitter, level 4, practical" } },
    ],
  },
  {
    id: "qiming-training",
    name: { zh: "启明职业培训学校", en: "Qiming Vocational Training" },
    shakyLine: true,
    rooms: [
      { id: "qiming-theory", kind: "written", name: { zh: "第一理论考场", en: "Theory room 1" }, sitting: { zh: "养老护理员（四级）理论知识考试", en: "Elderly carer, level 4, theory" } },
      { id: "qiming-computer", kind: "computer", name: { zh: "机考考场", en: "Computer test room" }, sitting: { zh: "企业人力资源管理师（三级）机考", en: "HR manager, level 3, computer test" } },
    ],
  },
] as const;

const MOUNTINGS = [
  { mounting: "front", name: { zh: "前方", en: "Front" } },
  { mounting: "rear", name: { zh: "后方", en: "Rear" } },
] as const;

const ORDINARY: CameraFeed = { kind: "rtsp", sub: false, sound: false };
/** One camera of each kind that a city has. */
const FEEDS: Readonly<Record<string, CameraFeed>> = {
  "hailan-workshop-front": { kind: "rtsp", sub: true, sound: true },
  "luling-lab302-front": { kind: "rtmp", sub: false, sound: false },
  "luling-bench-front": { kind: "srt", sub: false, sound: true },
};

/** Three evaluators, six rooms, twelve cameras; the same every time. */
export function demoCity(): DemoEvaluator[] {
  let source = 0;
  return PLAN.map((evaluator) => ({
    ...evaluator,
    id: EvaluatorId.parse(evaluator.id),
    rooms: evaluator.rooms.map((room) => ({
      ...room,
      id: RoomId.parse(room.id),
      cameras: MOUNTINGS.map(({ mounting, name }) => {
        const id = CameraId.parse(`${room.id}-${mounting}`);
        return { id, name, mounting, source: source++, feed: FEEDS[id] ?? ORDINARY };
      }),
    })),
  }));
}
