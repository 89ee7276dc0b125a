/**
 * The columns of one billing file: where a field stands, and how the file itself spells its name,
 * so that messages speak the file's language. Which names mean what is the layouts' affair.
 */
export class Columns {
  private readonly places: ReadonlyMap<string, number>;
  private readonly header: readonly string[];

  /** `places` leads from our name of a field to its position in `header`. */
  constructor(places: ReadonlyMap<string, number>, header: readonly string[]) {
    this.places = places;
    this.header = header;
  }

  get count(): number {
    return this.header.length;
  }

  has(field: string): boolean {
    return this.places.has(field);
  }

  /** -1 when the file has no such column. */
  placeOf(field: string): number {
    return this.places.get(field) ?? -1;
  }

  /** The file's own name of the column; ours when it has none. */
  nameOf(field: string): string {
    const place = this.places.get(field);
    return (place === undefined ? undefined : this.header[place]) ?? field;
  }
}
