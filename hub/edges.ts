import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createDropFolder, intakeRoutes } from './intake/index.ts';
import { adminRoutes, createPost, outboxModule } from './outbox/index.ts';
import {
  callbackRoutes,
  createFollowSender,
  createMailSender,
  createSmsSender,
  type MailSettings,
} from './connectors/index.ts';
import type { HubModule } from './server/deps.ts';

export interface EdgeOptions {
  /** Opens the keeper's page and its API; without it there is none. */
  readonly adminWord?: string | undefined;
  /** `DIR/SITE/CHANNEL/*.csv|xlsx` is taken in. */
  readonly dropDirectory?: string | undefined;
  readonly mail?: MailSettings | undefined;
}

/** What a hub has beside replication: the modules for `startHub`, from what it was started with. */
export function edgeModules(options: EdgeOptions): HubModule[] {
  const post = createPost();
  const { adminWord, dropDirectory: directory, mail } = options;
  const outbox: HubModule = (app, deps) => {
    const { store } = deps;
    const follow = createFollowSender({ store, post });
    return outboxModule({
      post,
      senders: {
        email: createMailSender({ store }, mail),
        sms: createSmsSender({ store, post }),
        kuaidi100: follow,
        kdniao: follow,
      },
    })(app, deps);
  };
  return [
    intakeRoutes,
    outbox,
    (app, deps) => callbackRoutes(app, { ...deps, post }),
    ...(adminWord ? [((app, deps) => adminRoutes(app, deps, adminWord)) satisfies HubModule] : []),
    ...(directory ? [dropModule(directory)] : []),
  ];
}

const dropModule =
  (directory: string): HubModule =>
  (app, deps) => {
    const folder = createDropFolder({ ...deps, directory, log: (line) => app.log.warn(line) });
    app.addHook('onReady', async () => folder.start());
    app.addHook('onClose', () => folder.stop());
  };

/** The settings of a hub's environment (docs/hub/intake.md). */
export function edgeOptionsOf(
  env: Readonly<Record<string, string | undefined>>,
  directory: string | undefined,
): EdgeOptions {
  const { HUB_ADMIN_WORD: word, HUB_DROP_DIR: dropDirectory, HUB_SMTP_URL: url, HUB_SMTP_FROM: from } = env;
  const adminWord = word ?? (directory === undefined ? undefined : wordIn(directory));
  return { adminWord, dropDirectory, ...(url && from ? { mail: { url, from } } : {}) };
}

/** Of a hub with a folder of its own: made at the first start, for whoever may read that folder. */
export const WORD_FILE = 'admin.word';

function wordIn(directory: string): string {
  const file = join(directory, WORD_FILE);
  if (!existsSync(file))
    writeFileSync(file, `${randomBytes(18).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' });
  return readFileSync(file, 'utf8').trim();
}
