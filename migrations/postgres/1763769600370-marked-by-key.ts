/** Only on SQLite there is something to gain: here a statement marks all of its rows at once (StandingsKept). */
import type { MigrationInterface } from 'typeorm';

export class MarkedByKey1763769600370 implements MigrationInterface {
  name = 'MarkedByKey1763769600370';

  async up(): Promise<void> {}

  async down(): Promise<void> {}
}
