import type { LogPosition } from "../../../shared/node/record-log/record-log.ts";

export interface Place {
  position: LogPosition;
  /** Whole entry: frame, meta and payload. */
  entryBytes: number;
}

/**
 * Where each unacknowledged record stands on disk: 16 bytes a record, so that
 * days of backlog can be remembered (a million records are 16 MB). Numbers are
 * contiguous; one that never reached the disk has no place.
 */
export class PlaceRing {
  firstNumber: number;
  count = 0;
  #at = 0;
  #fileNumbers = new Uint32Array(64);
  #offsets = new Float64Array(64);
  #entryBytes = new Uint32Array(64);

  constructor(firstNumber: number) {
    this.firstNumber = firstNumber;
  }

  /** Numbers follow one another: the place is that of `firstNumber + count`. */
  push(): void {
    if (this.count === this.#offsets.length) this.#grow();
    this.#fileNumbers[this.#slot(this.count)] = 0;
    this.count += 1;
  }

  /** false if the number is not held (any more). */
  set(number: number, place: Place): boolean {
    const index = number - this.firstNumber;
    if (index < 0 || index >= this.count) return false;
    const slot = this.#slot(index);
    this.#fileNumbers[slot] = place.position.fileNumber;
    this.#offsets[slot] = place.position.offset;
    this.#entryBytes[slot] = place.entryBytes;
    return true;
  }

  /** null if the number is not held or was never written. */
  get(number: number): Place | null {
    const index = number - this.firstNumber;
    if (index < 0 || index >= this.count) return null;
    const slot = this.#slot(index);
    const fileNumber = this.#fileNumbers[slot] ?? 0;
    if (fileNumber === 0) return null;
    return { position: { fileNumber, offset: this.#offsets[slot] ?? 0 }, entryBytes: this.#entryBytes[slot] ?? 0 };
  }

  /** Forgets the oldest and returns where it was. */
  shift(): Place | null {
    const place = this.get(this.firstNumber);
    this.#at = (this.#at + 1) % this.#offsets.length;
    this.firstNumber += 1;
    this.count -= 1;
    return place;
  }

  /** Makes room, without places, from an earlier number on. */
  extendBack(firstNumber: number): void {
    const whole = new PlaceRing(firstNumber);
    while (whole.firstNumber + whole.count < this.firstNumber + this.count) whole.push();
    for (let number = this.firstNumber; number < this.firstNumber + this.count; number += 1) {
      const place = this.get(number);
      if (place !== null) whole.set(number, place);
    }
    this.firstNumber = firstNumber;
    this.count = whole.count;
    this.#at = 0;
    [this.#fileNumbers, this.#offsets, this.#entryBytes] = [whole.#fileNumbers, whole.#offsets, whole.#entryBytes];
  }

  #slot(index: number): number {
    return (this.#at + index) % this.#offsets.length;
  }

  #grow(): void {
    const size = this.#offsets.length * 2;
    const [fileNumbers, offsets, entryBytes] = [new Uint32Array(size), new Float64Array(size), new Uint32Array(size)];
    for (let index = 0; index < this.count; index += 1) {
      const slot = this.#slot(index);
      fileNumbers[index] = this.#fileNumbers[slot] ?? 0;
      offsets[index] = this.#offsets[slot] ?? 0;
      entryBytes[index] = this.#entryBytes[slot] ?? 0;
    }
    [this.#fileNumbers, this.#offsets, this.#entryBytes, this.#at] = [fileNumbers, offsets, entryBytes, 0];
  }
}
