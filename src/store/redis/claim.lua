-- Gives out what is due in one lane of a shard: the workspaces by their oldest, no more than a share for each.
-- Runs on a full server too, so that it drains.
local lane, due_by, lease, share, room, token = arg(), arg(), arg(), tonumber(arg()), tonumber(arg()), arg()
local taken = {}
for _, team in ipairs(call('ZRANGEBYSCORE', root .. ':t:' .. lane, '-inf', due_by, 'LIMIT', 0, room)) do
  local most = math.min(share, room - #taken)
  if most <= 0 then break end
  local due = call('ZRANGEBYSCORE', queue(lane, team), '-inf', due_by, 'WITHSCORES', 'LIMIT', 0, most)
  for n = 1, #due, 2 do
    local mark, at = due[n], due[n + 1]
    call('ZREM', queue(lane, team), mark)
    local value = call('HGET', items(team), mark)
    if value then
      local claim = lane .. ':' .. team .. ':' .. mark
      set_claim(claim, token, at, '', lease)
      lease_claim(claim, lease)
      taken[#taken + 1] = { team, mark, at, value }
    end
  end
  note_head(lane, team)
end
return taken
