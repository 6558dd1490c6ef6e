import { z } from "zod";
import { Capability, PRINCIPAL_KINDS } from "../domain/capability.ts";

/** Signing in: `POST /api/v1/sign-in` with the token of a one-time link; the answer sets a cookie that scripts cannot read. */
export const SignInRequest = z.object({ token: z.string().regex(/^[\w-]{43}$/, "expected the 43 characters after ?token= in the link") });
export type SignInRequest = z.infer<typeof SignInRequest>;

/** Also `GET /api/v1/me`. `principal` null = nobody is signed in. */
export const SignInAnswer = z.object({
  principal: z.object({ kind: z.enum(PRINCIPAL_KINDS), label: z.string() }).nullable(),
  capabilities: z.array(Capability),
});
export type SignInAnswer = z.infer<typeof SignInAnswer>;

export const NewSignInLink = z.object({
  kind: z.enum(["administrator", "wall-device"]),
  /** Whose, in words: "wall screen, hall 2". */
  label: z.string().trim().min(1).max(100),
});
export type NewSignInLink = z.infer<typeof NewSignInLink>;

export const SignInLinkAnswer = z.object({ url: z.string(), expiresAt: z.string() });
export type SignInLinkAnswer = z.infer<typeof SignInLinkAnswer>;

export const SignInList = z.array(
  z.object({
    id: z.string(),
    kind: z.string(),
    label: z.string(),
    createdAt: z.string(),
    expiresAt: z.string(),
    /** The one that asks. */
    own: z.boolean(),
  }),
);
export type SignInList = z.infer<typeof SignInList>;
