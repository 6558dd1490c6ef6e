import type { z } from "zod";
import type { WallCamera as WallCameraSchema, WallFilings, WallRoom, WallStorage } from "../../shared/protocol/wall.ts";

export type { WallRoom };
export type WallCamera = z.infer<typeof WallCameraSchema>;
export type StorageFacts = z.infer<typeof WallStorage>;
export type WallFilingsFacts = z.infer<typeof WallFilings>;
