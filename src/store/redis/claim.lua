-- Gives out what is due in one lane of a shard: the workspaces by their oldest, no more than a share for each.
-- Runs on a full server too, so that it drains. The caller asks for a hundred at most: more arguments than a few
-- thousand would break `unpack`.
local lane, due_by, lease, share, room, token = arg(), arg(), arg(), tonumber(arg()), tonumber(arg()), arg()
local till = lease_end(lease)
local taken, claims, leases = {}, {}, {}
for _, team in ipairs(call('ZRANGEBYSCORE', root .. ':t:' .. lane, '-inf', due_by, 'LIMIT', 0, room)) do
  local most = math.min(share, room - #taken)
  if most <= 0 then break end
  local due = call('ZRANGEBYSCORE', queue(lane, team), '-inf', due_by, 'WITHSCORES', 'LIMIT', 0, most)
  local marks = {}
  for n = 1, #due, 2 do marks[#marks + 1] = due[n] end
  if #marks > 0 then
    call('ZREM', queue(lane, team), unpack(marks))
    for n, value in ipairs(call('HMGET', items(team), unpack(marks))) do
      if value then
        local mark, at = marks[n], due[2 * n]
        local claim = lane .. ':' .. team .. ':' .. mark
        claims[#claims + 1], claims[#claims + 2] = claim, claim_value(token, at, '', lease)
        leases[#leases + 1], leases[#leases + 2] = till, claim
        taken[#taken + 1] = { team, mark, at, value }
      end
    end
  end
  note_head(lane, team)
end
if #taken > 0 then
  call('HSET', root .. ':c', unpack(claims))
  call('ZADD', root .. ':l', unpack(leases))
end
return taken
