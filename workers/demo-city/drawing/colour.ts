/** One colour as the encoder wants it: BT.601, studio range. */
export interface Colour {
  y: number;
  u: number;
  v: number;
}

/** From red, green, blue of 0–255. */
export function rgb(red: number, green: number, blue: number): Colour {
  return {
    y: 16 + 0.257 * red + 0.504 * green + 0.098 * blue,
    u: 128 - 0.148 * red - 0.291 * green + 0.439 * blue,
    v: 128 + 0.439 * red - 0.368 * green - 0.071 * blue,
  };
}

/** The same colour in more or less light; 1 changes nothing. */
export function lit(colour: Colour, light: number): Colour {
  const fade = Math.min(light, 1);
  return {
    y: Math.max(16, Math.min(235, 16 + (colour.y - 16) * light)),
    u: 128 + (colour.u - 128) * fade,
    v: 128 + (colour.v - 128) * fade,
  };
}
