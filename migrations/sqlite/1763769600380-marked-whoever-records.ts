/** Only on PostgreSQL two can write at once: here there is nothing to change (StandingsKept). */
import type { MigrationInterface } from 'typeorm';

export class MarkedWhoeverRecords1763769600380 implements MigrationInterface {
  name = 'MarkedWhoeverRecords1763769600380';

  async up(): Promise<void> {}

  async down(): Promise<void> {}
}
