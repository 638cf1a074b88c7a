import SettingsPage from '../features/settings/index.ts';
import { AuditTab } from '../features/audit/index.ts';
import { PeopleTab } from '../features/people/index.ts';
import { HubTab } from '../features/sync/index.ts';

/** The settings, with the tabs that are features of their own. */
export default function SettingsScreen() {
  return <SettingsPage more={{ hub: HubTab, operators: PeopleTab, audit: AuditTab }} />;
}
