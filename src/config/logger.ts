import type { LoggerService } from '@nestjs/common';
import { pino, stdTimeFunctions, type DestinationStream, type Level, type Logger } from 'pino';
import type { Env } from './env.js';

const SECRET_HEADERS = ['authorization', 'cookie', 'set-cookie'];

/** Where texts that we did not write ourselves are known to carry what identifies a person. */
const PERSONAL: readonly [RegExp, string][] = [
  [/^Route ([A-Z]+):.* not found$/s, 'Route $1 not found'],
  [/[^\s"'<>(),;:]+(@|%40)[^\s"'<>(),;:]+/gi, '[email]'],
  [/\b[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}\b/gi, '[id]'],
  [/\b\d{6}-?\d{4}\b/g, '[number]'],
  [/\bBearer\s+\S+/gi, 'Bearer [token]'],
  [/(\.\.\.)?".*(?=is not valid JSON)/gs, '"…" '],
  [/(?<=got invalid value ).*?(?=;|$)/gs, '…'],
  [/(?<=matching: )\{.*\}/gs, '{…}'],
];

const withoutValues = (text: string): string =>
  PERSONAL.reduce((rest, [pattern, replacement]) => rest.replace(pattern, replacement), text);

const isFrame = (line: string): boolean => /^\s+at /.test(line);
const frames = (stack: string | undefined): string | undefined =>
  stack?.split('\n').filter(isFrame).join('\n');

/** What is kept of an error: its kind, place and cause. Its other properties can hold a statement's values. */
function describeError(error: unknown): object {
  if (!(error instanceof Error)) return { type: typeof error };
  const { code, cause } = error as NodeJS.ErrnoException;
  return {
    type: error.constructor.name,
    message: withoutValues(error.message),
    ...(typeof code === 'string' && { code }),
    stack: frames(error.stack),
    ...(cause instanceof Error && { cause: describeError(cause) }),
  };
}

/** What is kept of a request: its method and the route as declared, not who called nor the path that was called. */
const describeRequest = (request: { method?: string; routeOptions?: { url?: string } }): object => ({
  method: request.method,
  route: request.routeOptions?.url,
});

/**
 * The one logger of the process: a JSON object a line, with ISO times. No line carries the address of a caller, a
 * header that lets someone in, the properties of an error, or the e-mail addresses, ids and CPR numbers in a message.
 */
export function createLogger(env: Pick<Env, 'logLevel'>, destination?: DestinationStream): Logger {
  return pino(
    {
      level: env.logLevel,
      base: { pid: process.pid },
      timestamp: stdTimeFunctions.isoTime,
      serializers: { req: describeRequest, err: describeError },
      redact: {
        paths: ['', 'headers', '*', '*.headers'].flatMap((place) =>
          SECRET_HEADERS.map((header) => `${place}["${header}"]`),
        ),
        censor: '[redacted]',
      },
      hooks: {
        logMethod(args, method) {
          const [first, ...rest]: unknown[] = args;
          const line = first instanceof Error ? { err: first } : first;
          const error = (line as { err?: unknown } | undefined)?.err;
          const message = rest.length === 0 && error instanceof Error ? [error.message] : rest;
          const cleaned = [line, ...message].map((part) =>
            typeof part === 'string' ? withoutValues(part) : part,
          );
          method.apply(this, cleaned as Parameters<typeof method>);
        },
      },
    },
    destination,
  );
}

/** Nest's account of its own start, of use only when a start goes wrong. */
const BOOTSTRAP = new Set([
  'NestFactory',
  'NestApplication',
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'GraphQLModule',
]);

/** Sends what Nest logs to the process's logger, with the part of the system that speaks as `context`. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.write(BOOTSTRAP.has(String(rest.at(-1))) ? 'debug' : 'info', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  private write(level: Level, message: unknown, rest: unknown[]): void {
    const texts = rest.filter((part) => typeof part === 'string');
    const isStack = (text: string): boolean => text.split('\n').some(isFrame);
    const context = texts.findLast((text) => !isStack(text));
    const stack = frames(texts.find(isStack));
    const err = [message, ...rest].find((part) => part instanceof Error);
    const text = message instanceof Error ? message.message : String(message);
    this.logger[level]({ context, err, stack }, text);
  }
}
