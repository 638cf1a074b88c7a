export { guardHandlers } from './gate.ts';
export { createManage, type ManageService } from './manage.ts';
export { createSecrets, type Cost, type Secrets } from './secrets.ts';
export { createSignIn } from './sign-in.ts';
export { blindBench } from './shown.ts';
export { createEmergencyStop, type EmergencyStop } from './stop.ts';
export type { BenchAccess, SignInService, Window } from './types.ts';
