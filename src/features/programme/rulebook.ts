import { Injectable, type OnModuleInit } from '@nestjs/common';
import sql from 'sql-template-tag';
import { Clock } from '../../config/clock.js';
import { findTrack, type Programme, type Track } from '../../domain/programme.js';
import { invalidInput } from '../../domain/refusal.js';
import { PROGRAMME_FOLDER, readProgrammes } from '../../programmes/reader.js';
import { RuleSetEntity } from '../../storage/reference.entity.js';
import { Unavailable } from '../../storage/failure.js';
import { Store } from '../../storage/store.js';
import { UnitOfWork } from '../../storage/unit-of-work.js';

/** Where programme files are read from; tests hand in a folder of their own. */
export class ProgrammeFolder {
  constructor(readonly path: string = PROGRAMME_FOLDER) {}
}

/**
 * The rule sets in force, all versions. They come from the programme files and are kept in the database for good, so
 * that an enrolment's rules cannot change under it (Decision 1, V40).
 */
@Injectable()
export class Rulebook implements OnModuleInit {
  private readonly versions = new Map<string, Programme>();
  private readonly latest = new Map<string, Programme>();

  constructor(
    private readonly store: Store,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly folder: ProgrammeFolder,
  ) {}

  /** Publishes new versions; refuses to start when a published one was changed in its file. */
  async onModuleInit(): Promise<void> {
    await this.unitOfWork.run(async () => {
      await this.load();
      for (const programme of readProgrammes(this.folder.path)) await this.publish(programme);
    });
    await this.load();
  }

  /** Learns what another process has published since; one small question when there is nothing new. */
  async refresh(): Promise<void> {
    const row = await this.store.queryOne<{ n: number }>(sql`SELECT COUNT(*) AS n FROM rule_set`);
    if (Number(row?.n ?? 0) !== this.versions.size) await this.load();
  }

  /**
   * Inside a unit of work. A further version of a programme, or a new programme, from now on; published for good.
   * Refused unless its version is the next one: versions of a programme follow each other without gaps. Others know it
   * when they `refresh`.
   */
  async publishNext(programme: Programme): Promise<void> {
    const latest = await this.store.queryOne<{ version: number | null }>(
      sql`SELECT MAX(version) AS version FROM rule_set WHERE programme_key = ${programme.key}`,
    );
    const next = Number(latest?.version ?? 0) + 1;
    if (programme.version !== next)
      throw invalidInput({
        path: 'file',
        message: `version: must be ${next}, the one after what is published, not ${programme.version}`,
      });
    await this.insert(programme);
  }

  /** What is published, by this process or another. */
  private async load(): Promise<void> {
    const stored = await this.store.query<{ content: string }>(sql`SELECT content FROM rule_set`);
    for (const row of stored) this.add(JSON.parse(row.content) as Programme);
  }

  /** Every programme in its latest version, by key. */
  all(): readonly Programme[] {
    return [...this.latest.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
  }

  find(key: string): Programme | undefined {
    return this.latest.get(key);
  }

  findVersion(key: string, version: number): Programme | undefined {
    return this.versions.get(`${key}@${version}`);
  }

  /** The rules an enrolment, cohort or engagement started under. */
  version(key: string, version: number): Programme {
    const programme = this.versions.get(`${key}@${version}`);
    if (programme !== undefined) return programme;
    // Another process has published it since this one started: learn it, and let the request be sent again.
    void this.load().catch(() => undefined);
    throw new Unavailable('BUSY');
  }

  track(key: string, version: number, trackKey: string): Track {
    const track = findTrack(this.version(key, version), trackKey);
    if (track === undefined) throw new Error(`Unknown track ${trackKey} of ${key} version ${version}`);
    return track;
  }

  /** The programme that an input names; refuses one that does not exist. */
  requireProgramme(key: string, path = 'programmeKey'): Programme {
    const programme = this.latest.get(key);
    if (programme === undefined)
      throw invalidInput({
        path,
        message: `is not a programme; there are ${[...this.latest.keys()].join(', ')}`,
      });
    return programme;
  }

  /** The track of a programme that an input names; refuses one that does not exist. */
  requireTrack(programme: Programme, trackKey: string, path = 'trackKey'): Track {
    const track = findTrack(programme, trackKey);
    if (track === undefined) {
      const keys = programme.tracks.map((each) => each.key).join(', ');
      throw invalidInput({ path, message: `is not a track of ${programme.key}; there are ${keys}` });
    }
    return track;
  }

  private async publish(programme: Programme): Promise<void> {
    const known = this.versions.get(`${programme.key}@${programme.version}`);
    if (known !== undefined) {
      if (JSON.stringify(known) !== JSON.stringify(programme))
        throw new Error(
          `The file of ${programme.key} version ${programme.version} differs from what was published under that ` +
            'version. Enrolments rest on it: give the changed rules a new version instead (V40).',
        );
      return;
    }
    await this.insert(programme);
  }

  private async insert(programme: Programme): Promise<void> {
    await this.store.insert(RuleSetEntity, {
      programmeKey: programme.key,
      version: programme.version,
      content: JSON.stringify(programme),
      publishedAt: this.clock.now(),
    });
  }

  private add(programme: Programme): void {
    this.versions.set(`${programme.key}@${programme.version}`, programme);
    const latest = this.latest.get(programme.key);
    if (latest === undefined || latest.version < programme.version) this.latest.set(programme.key, programme);
  }
}
