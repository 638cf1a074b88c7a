import type { StopKind } from '../../../shared/domain/index.ts';

/** Where the panel of a stop stands. `full` covers the bench. */
export type StopPlace =
  | 'middle'
  | 'top'
  | 'bottom'
  | 'full'
  | 'left'
  | 'right'
  | 'top-left'
  | 'top-right'
  | 'bottom-left'
  | 'bottom-right';

/**
 * Place and colour of each stop; its shape and its sound have the stop's own name. No two stops share all of them,
 * and the three of the scan itself (wrong, surplus, unknown) share none.
 */
export const STOP_LOOKS: Readonly<Record<StopKind, { readonly place: StopPlace; readonly colour: string }>> =
  {
    wrong_item: { place: 'middle', colour: '#ff3b3b' },
    surplus: { place: 'right', colour: '#ff8a1f' },
    expired: { place: 'top', colour: '#ff6f3c' },
    serial_used: { place: 'top-left', colour: '#e0a3ff' },
    trace_missing: { place: 'top-right', colour: '#a8e05f' },
    unknown_code: { place: 'bottom', colour: '#a97bff' },
    unreadable: { place: 'bottom-left', colour: '#c3cbd6' },
    wrong_label: { place: 'left', colour: '#3f94ff' },
    label_not_scanned: { place: 'top-left', colour: '#29d0ee' },
    printer_not_ready: { place: 'top-right', colour: '#ffd60a' },
    print_unknown: { place: 'middle', colour: '#fff3b0' },
    missing_routing: { place: 'top', colour: '#ff5fb0' },
    no_waybill: { place: 'top', colour: '#79b8ff' },
    receiver_masked: { place: 'left', colour: '#d59bff' },
    blocked: { place: 'full', colour: '#ffcc00' },
    not_packable: { place: 'top', colour: '#ffb13d' },
    not_here: { place: 'bottom-right', colour: '#9db2c9' },
    busy_elsewhere: { place: 'right', colour: '#35e0b0' },
    already_done: { place: 'bottom-left', colour: '#7ed957' },
    not_allowed: { place: 'bottom', colour: '#f2f5f8' },
    number_used: { place: 'top-left', colour: '#ff7ac8' },
    foreign_parcel: { place: 'top-right', colour: '#ff6b4a' },
    too_heavy: { place: 'right', colour: '#ff9e7a' },
    too_light: { place: 'left', colour: '#8fe3ff' },
    weight_missing: { place: 'bottom', colour: '#e6d36a' },
    storage_failed: { place: 'full', colour: '#ff1f4b' },
  };
