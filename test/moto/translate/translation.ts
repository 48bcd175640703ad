import type { Fields } from '../../../simulator/object.ts';
import type { Clients } from '../clients.ts';

/** A managed resource as its provider sees it before it speaks to AWS. */
export interface Wanted {
  /** The external name, else the object's. */
  readonly name: string;
  /** `spec.forProvider` with every reference resolved. */
  readonly fields: Fields;
}

/** What AWS made. */
export interface Made {
  readonly id: string;
  /** Further facts, as the CRD's `status.atProvider` has them. */
  readonly facts?: Fields;
}

/** How one kind becomes calls of AWS' own interface. */
export interface Translation {
  /** All fields that are translated: another one would be lost in silence, so it is refused. */
  readonly fields: readonly string[];
  readonly create: (wanted: Wanted, aws: Clients) => Promise<Made>;
  /** Looks at what is there already; absent: nothing of this kind is ever only looked at. */
  readonly observe?: (id: string, aws: Clients) => Promise<Made>;
}
