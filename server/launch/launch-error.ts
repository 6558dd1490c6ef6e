/** A mistake a person can mend: printed as two plain lines, without a stack. */
export class LaunchError extends Error {
  override name = "LaunchError";
  readonly advice: string;

  constructor(whatIsWrong: string, advice: string) {
    super(whatIsWrong);
    this.advice = advice;
  }
}
