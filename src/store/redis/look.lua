-- Tells which of these shards hold something, and nothing of the others: its root; whether a lease is over there;
-- whether any is held; and for each lane the earliest due moment and how many workspaces have something due. Then
-- which of them are broken, since something else was written under their keys: those harm no other.
local due_by = arg()
local now = server_now()

local function head(key) return call('ZRANGE', key, 0, 0, 'WITHSCORES')[2] or '' end

local function show(at)
  local held, fast, normal = at .. ':l', at .. ':t:f', at .. ':t:n'
  if call('EXISTS', held, fast, normal) == 0 then return nil end
  local till = head(held)
  return {
    at, (till ~= '' and tonumber(till) <= now) and 1 or 0, till ~= '' and 1 or 0,
    head(fast), call('ZCOUNT', fast, '-inf', due_by), head(normal), call('ZCOUNT', normal, '-inf', due_by),
  }
end

local found, broken = {}, {}
for n = cursor + 1, #ARGV do
  local is_whole, shown = pcall(show, ARGV[n])
  if not is_whole then
    broken[#broken + 1] = ARGV[n]
  elseif shown then
    found[#found + 1] = shown
  end
end
return { found, broken }
