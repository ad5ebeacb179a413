/** Made-up people: the same seed gives the same names, in the same order. */

const FIRST_NAMES = [
  'Alma',
  'Anders',
  'Astrid',
  'Birk',
  'Bodil',
  'Carl',
  'Ditte',
  'Egon',
  'Elin',
  'Emma',
  'Esben',
  'Frida',
  'Gustav',
  'Hassan',
  'Helle',
  'Ida',
  'Ingrid',
  'Jeppe',
  'Jonas',
  'Kaj',
  'Karla',
  'Kirstine',
  'Lærke',
  'Laura',
  'Leyla',
  'Liv',
  'Mads',
  'Malthe',
  'Marie',
  'Mia',
  'Nanna',
  'Noah',
  'Olga',
  'Oskar',
  'Peder',
  'Rikke',
  'Rosa',
  'Samira',
  'Signe',
  'Sofus',
  'Søren',
  'Thea',
  'Troels',
  'Ulla',
  'Vera',
  'Viggo',
  'Ylva',
  'Østen',
  'Åge',
  'Åse',
];
const LAST_NAMES = [
  'Aagaard',
  'Abildgaard',
  'Andreasen',
  'Bach',
  'Bech',
  'Bjerre',
  'Brandt',
  'Bruun',
  'Clausen',
  'Dahl',
  'Damgaard',
  'Eriksen',
  'Fisker',
  'Frandsen',
  'Friis',
  'Graversen',
  'Gade',
  'Hald',
  'Hedegaard',
  'Holst',
  'Iversen',
  'Juhl',
  'Kjær',
  'Klausen',
  'Kofoed',
  'Krogh',
  'Lauridsen',
  'Lind',
  'Lund',
  'Lyng',
  'Madsen',
  'Mikkelsen',
  'Munk',
  'Nygaard',
  'Nørgaard',
  'Overgaard',
  'Poulsen',
  'Ravn',
  'Riis',
  'Skov',
  'Sørensen',
  'Thygesen',
  'Toft',
  'Ude',
  'Vang',
  'Vestergaard',
  'Winther',
  'Yde',
  'Østergaard',
  'Ågård',
];

/** A small deterministic generator (mulberry32): numbers from 0 up to 1. */
export class Dice {
  constructor(private state: number) {}

  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(list: readonly T[]): T {
    const item = list[Math.floor(this.next() * list.length)];
    if (item === undefined) throw new Error('Nothing to pick from');
    return item;
  }
}

export type RoleWord = 'medarbejder' | 'leder' | 'samarbejdspartner';

/** Lists of people as a municipality would send them. No name comes twice. */
export class Rosters {
  private readonly taken = new Set<string>();

  constructor(private readonly dice: Dice) {}

  somebody(place: string): { name: string; email: string } {
    const name = this.name();
    const domain = asciiOf(place).toLowerCase();
    return { name, email: `${asciiOf(name).toLowerCase().replaceAll(' ', '.')}@${domain}.example` };
  }

  /** One row: name, address at the municipality's made-up domain, workplace. */
  row(place: string, unit: string, title: string, role: RoleWord): string {
    const { name, email } = this.somebody(place);
    const type = typeOf(unit);
    const organisation = type === 'psykiatri' ? 'Regionen' : `${place} Kommune`;
    return [name, email, organisation, type, unit, title, role].join(';');
  }

  file(rows: readonly string[]): string {
    const lines = ['Navn;E-mail;Organisation;Organisationstype;Afdeling;Stilling;Rolle', ...rows];
    return Buffer.from(`\ufeff${lines.join('\r\n')}\r\n`).toString('base64');
  }

  private name(): string {
    for (;;) {
      const name = `${this.dice.pick(FIRST_NAMES)} ${this.dice.pick(LAST_NAMES)}`;
      if (this.taken.has(name)) continue;
      this.taken.add(name);
      return name;
    }
  }
}

/** Of the partners, only psychiatry is not the municipality's own (R14, L19). */
function typeOf(unit: string): string {
  if (/^psykiatri/i.test(unit)) return 'psykiatri';
  if (/jobcenter/i.test(unit)) return 'jobcenter';
  return /myndighed/i.test(unit) ? 'myndighed' : 'kommune';
}

function asciiOf(text: string): string {
  return text
    .replace(/[æÆ]/g, 'ae')
    .replace(/[øØ]/g, 'oe')
    .replace(/[åÅ]/g, 'aa')
    .replace(/[^A-Za-z ]/g, '');
}
