-- Tells which of these shards hold something, and nothing of the others: its root; whether a lease is over there;
-- whether any is held; and for each lane the earliest due moment and how many workspaces have something due.
local due_by = arg()
local now = server_now()

local function head(key) return call('ZRANGE', key, 0, 0, 'WITHSCORES')[2] or '' end

local found = {}
for n = cursor + 1, #ARGV do
  local at = ARGV[n]
  local held, fast, normal = at .. ':l', at .. ':t:f', at .. ':t:n'
  if call('EXISTS', held, fast, normal) > 0 then
    local till = head(held)
    found[#found + 1] = {
      at, (till ~= '' and tonumber(till) <= now) and 1 or 0, till ~= '' and 1 or 0,
      head(fast), call('ZCOUNT', fast, '-inf', due_by), head(normal), call('ZCOUNT', normal, '-inf', due_by),
    }
  end
end
return found
