import { setFlagsFromString } from "node:v8";

/**
 * For processes through which much footage passes in short-lived buffers: the heap with its buffers may grow to three
 * times what lives before everything is collected. V8 goes by the JavaScript heap, which is small here, and collected
 * it whole 2.4 times a second. Call it first of all in a program.
 */
export function collectLessOften(): void {
  setFlagsFromString("--heap-growing-percent=200");
}
