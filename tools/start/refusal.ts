/** Why the product cannot start or go on, in one line that a person can act on; shown without a stack. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}
